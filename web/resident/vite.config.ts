import { VitePWA } from 'vite-plugin-pwa'
import { face } from '../shared/vite/face.ts'

const NAME = '我的网格'

export default face({
  base: '/',
  title: NAME,
  plugins: [
    VitePWA({
      // Registered by `install.ts`: the plug-in's own way would put a script into the page.
      injectRegister: null,
      registerType: 'autoUpdate',
      manifest: {
        id: '/',
        name: NAME,
        short_name: NAME,
        description: '身边的问题，随手报给网格：不用注册，随时查办到哪了。',
        lang: 'zh-Hans',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#f4f6f7',
        theme_color: '#0b6e75',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-mask.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg}', 'icon-192.png'],
        // Everything is in one file: nothing else to fetch before the first page opens without a network.
        inlineWorkboxRuntime: true,
        navigateFallback: '/index.html',
        // The other faces and the platform itself answer for themselves, and so does every file.
        navigateFallbackDenylist: [/^\/(api|console|field|static)(\/|$)/, /\/[^/]+\.[^/]+$/],
        runtimeCaching: [
          {
            // Cards and notices can be read again without a network. Nothing that needs a secret is ever kept.
            urlPattern: ({ url, sameOrigin }) =>
              sameOrigin && /^\/api\/v1\/public\/(city|notices|grids\/\d+)$/.test(url.pathname),
            handler: 'NetworkFirst',
            options: {
              cacheName: 'public',
              networkTimeoutSeconds: 5,
              expiration: { maxEntries: 60, maxAgeSeconds: 30 * 86_400 },
              cacheableResponse: { statuses: [200] },
            },
          },
        ],
      },
    }),
  ],
})
