import { face } from '../shared/vite/face.ts'

export default face({
  base: '/console/',
  title: '网格 · 工作台',
  chunks: {
    element: /node_modules[\\/](element-plus|@element-plus)/,
    map: /node_modules[\\/]maplibre-gl/,
    charts: /node_modules[\\/](echarts|zrender)/,
  },
})
