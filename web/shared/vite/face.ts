import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type PluginOption, type UserConfig } from 'vite'

/** What one face says of itself; everything else is the same for all three. */
export interface Face {
  /** Where the web process serves it: `/`, `/console/`, `/field/`. */
  base: string
  /** The document's title until the messages are there. */
  title: string
  /** Packages kept out of the first chunk, by the name of the chunk they go to. */
  chunks?: Record<string, RegExp>
  plugins?: PluginOption[]
}

/**
 * Vant brings its icons as a `data:` font with a copy on somebody's server. The content security policy allows neither:
 * the build lays the font beside the style sheets instead.
 */
function ownIcons(): PluginOption {
  return {
    name: 'own-icons',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!/vant[\\/]es[\\/]icon[\\/]index\.css$/.test(id)) return null
      const font = /data:font\/woff2[^,]*;base64,([A-Za-z0-9+/=]+)/.exec(code)?.[1]
      if (!font) throw new Error('Vant brings its icons in another way than expected')
      const file = this.emitFile({
        type: 'asset',
        name: 'icons.woff2',
        source: Buffer.from(font, 'base64'),
      })
      return code.replace(/src:url\(data:[^}]*/, `src:url(__VITE_ASSET__${file}__) format("woff2")`)
    },
  }
}

/**
 * The build of a face. Browsers of the last five years are served; the development server passes `/api` on to a
 * running city (`WANGGE_ADDRESS`, by default http://127.0.0.1:8000).
 */
export function face({ base, title, chunks = {}, plugins = [] }: Face): UserConfig {
  const city = process.env.WANGGE_ADDRESS ?? 'http://127.0.0.1:8000'
  return defineConfig({
    base,
    plugins: [
      vue(),
      ownIcons(),
      { name: 'title', transformIndexHtml: (html) => html.replace('%TITLE%', title) },
      ...plugins,
    ],
    resolve: { alias: { '@shared': fileURLToPath(new URL('..', import.meta.url)) } },
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: {
      target: ['es2020', 'chrome87', 'safari14', 'firefox78'],
      // A `data:` address inside a style sheet or a script would need a wider content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: Object.entries(chunks).map(([name, test]) => ({ name, test })),
          },
        },
      },
    },
    server: { proxy: { '/api': { target: city, changeOrigin: false } } },
  })
}
