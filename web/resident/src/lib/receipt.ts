/** Ways to keep a receipt outside this app: copied, shared, saved as a picture. Each says whether it came about. */
import { encode } from 'uqr'

/** The modules of a QR code, rows of dark and light; medium correction, so that a scratched print still reads. */
export function modules(text: string): boolean[][] {
  return encode(text, { ecc: 'M', border: 0 }).data
}

/** One path for all dark modules, in units of a module. */
export function path(rows: boolean[][]): string {
  return rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
}

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Old browsers, and addresses that are not secure, have no clipboard: select and copy as by hand.
    const area = document.createElement('textarea')
    area.value = text
    area.className = 'visually-hidden'
    document.body.append(area)
    area.select()
    try {
      return document.execCommand('copy')
    } finally {
      area.remove()
    }
  }
}

export interface Lines {
  title: string
  /** Pairs of what it is and what it says. */
  rows: [string, string][]
  note: string
  link: string
}

const WIDE = 720
const FONT = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

/** The receipt as a PNG picture of 720 × 1040 pixels, black on white. */
export async function picture({ title, rows, note, link }: Lines): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDE
  canvas.height = 1040
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D
  pen.fillStyle = 'white'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = 'black'
  pen.textAlign = 'center'
  pen.font = `bold 40px ${FONT}`
  pen.fillText(title, WIDE / 2, 80)
  let y = 160
  for (const [what, says] of rows) {
    pen.font = `28px ${FONT}`
    pen.fillText(what, WIDE / 2, y)
    pen.font = `bold 44px ${FONT}`
    pen.fillText(says, WIDE / 2, y + 56)
    y += 130
  }
  const code = modules(link)
  const size = Math.floor(480 / code.length)
  const left = (WIDE - size * code.length) / 2
  code.forEach((row, down) =>
    row.forEach((dark, right) => {
      if (dark) pen.fillRect(left + right * size, y + down * size, size, size)
    }),
  )
  pen.font = `26px ${FONT}`
  pen.fillText(note, WIDE / 2, y + size * code.length + 60, WIDE - 40)
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png'),
  )
}

/** Hand a file to the person: by the phone's own sheet where there is one, else as a download. */
export async function save(blob: Blob, name: string): Promise<void> {
  const file = new File([blob], name, { type: blob.type })
  if (navigator.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file] })
    } catch (error) {
      // Closed by the person: that is an answer. Anything else: the download below.
      if (error instanceof DOMException && error.name === 'AbortError') return
    }
  }
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
