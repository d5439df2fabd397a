import { face } from '../shared/vite/face.ts'

export default face({ base: '/', title: '我的网格' })
