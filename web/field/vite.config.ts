import { VitePWA } from 'vite-plugin-pwa'
import { face } from '../shared/vite/face.ts'

export default face({
  base: '/field/',
  title: '网格员',
  chunks: { map: /node_modules[\\/]maplibre-gl/ },
  plugins: [
    VitePWA({
      registerType: 'prompt',
      injectRegister: null,
      filename: 'sw.js',
      manifestFilename: 'manifest.webmanifest',
      includeAssets: ['icon.svg'],
      manifest: {
        id: '/field/',
        name: '网格员',
        short_name: '网格员',
        description: '网格员随身工作台：巡查走访、随手上报、待办处置，没有网络也能用',
        lang: 'zh-Hans',
        dir: 'ltr',
        start_url: '/field/',
        scope: '/field/',
        display: 'standalone',
        orientation: 'portrait',
        theme_color: '#0b6e75',
        background_color: '#f4f6f7',
        categories: ['government', 'productivity'],
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: 'icon-maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        shortcuts: [
          { name: '上报', url: '/field/report', icons: [{ src: 'icon-192.png', sizes: '192x192' }] },
        ],
      },
      workbox: {
        // The whole app lies on the phone, both languages and the map too: it opens from cold with no network.
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        navigateFallback: '/field/index.html',
        // Data is kept by the app itself, for each person; the worker never answers for the platform.
        navigateFallbackDenylist: [/^\/api\//],
        runtimeCaching: [],
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
})
