import { face } from '../shared/vite/face.ts'

export default face({
  base: '/field/',
  title: '网格员',
  chunks: { map: /node_modules[\\/]maplibre-gl/ },
})
