/** Reading a QR code through the camera: by the browser itself where it can, else by a reader of our own. */

/** Finds the text of a code in a picture; null where there is none. */
export type Reader = (picture: ImageData) => Promise<string | null>

interface Detector {
  detect(picture: ImageData): Promise<{ rawValue: string }[]>
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

/** Pixels of the longer side a picture is read at: enough for a plate a hand's breadth away, quick on an old phone. */
export const SIDE = 640

export async function reader(): Promise<Reader> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  const formats = (await own?.getSupportedFormats().catch(() => [])) ?? []
  if (own && formats.includes('qr_code')) {
    const detector = new own({ formats: ['qr_code'] })
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null
  }
  return ours()
}

/** The reader for phones whose browser has none; it is part of the app, and asks nobody. */
export async function ours(): Promise<Reader> {
  const { default: decode } = await import('qr/decode.js')
  return (picture) => {
    try {
      return Promise.resolve(decode({ width: picture.width, height: picture.height, data: picture.data }))
    } catch {
      // No code in this picture: the next one comes in a moment.
      return Promise.resolve(null)
    }
  }
}
