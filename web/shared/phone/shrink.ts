/** Longest side in pixels and quality of what leaves the phone: enough to read a number plate, a tenth of the bytes. */
export const LONGEST = 1600
const QUALITY = 0.8

/** A photo on this phone that has not been sent. */
export interface Shot {
  id: string
  blob: Blob
  name: string
}

/** Width and height that keep the shape with no side over `longest`; never larger than it was. */
export function fitted(width: number, height: number, longest = LONGEST): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

/**
 * The picture itself as JPEG, upright, small, without metadata: it is drawn anew, and a drawing carries no position,
 * no camera and no time.
 *
 * @throws Error where the file is no picture this browser can read
 */
export async function shrink(file: Blob): Promise<Blob> {
  const address = URL.createObjectURL(file)
  try {
    const picture = new Image()
    picture.src = address
    // Decoding through an element turns the picture upright by its EXIF orientation in every browser served.
    await picture.decode()
    const [width, height] = fitted(picture.naturalWidth, picture.naturalHeight)
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('no canvas')
    // JPEG knows no transparency: what is clear would turn black.
    pen.fillStyle = 'white'
    pen.fillRect(0, 0, width, height)
    pen.drawImage(picture, 0, 0, width, height)
    return await new Promise<Blob>((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/jpeg', QUALITY),
    )
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** A random name, also where the page is not on a secure address and `randomUUID` is missing. */
export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Files the camera or the album gave, as photos to send; those that are no pictures are counted, not lost silently. */
export async function shots(files: Iterable<File>): Promise<{ shots: Shot[]; unreadable: number }> {
  const made: Shot[] = []
  let unreadable = 0
  for (const file of files) {
    try {
      const blob = await shrink(file)
      made.push({ id: uuid(), blob, name: `${(file.name || 'photo').replace(/\.\w+$/, '')}.jpg` })
    } catch {
      unreadable += 1
    }
  }
  return { shots: made, unreadable }
}
