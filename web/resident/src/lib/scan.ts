/** Reads QR codes with the camera where the browser can by itself; no code for it is loaded. */
interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>
}
type Detectors = new (options: { formats: string[] }) => Detector

/** Milliseconds between looks. */
const PAUSE = 250

function detectors(): Detectors | undefined {
  return (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector
}

export function canScan(): boolean {
  return !!detectors() && !!navigator.mediaDevices
}

/**
 * Show the camera in `video` and call `seen` with each code until the function returned is called.
 *
 * @throws DOMException where there is no camera or it is not allowed
 */
export async function scan(video: HTMLVideoElement, seen: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  const detector = new (detectors() as Detectors)({ formats: ['qr_code'] })
  let over = false
  video.srcObject = stream
  await video.play()
  const look = async () => {
    if (over) return
    const codes = await detector.detect(video).catch(() => [])
    for (const code of codes) seen(code.rawValue)
    setTimeout(() => void look(), PAUSE)
  }
  void look()
  return () => {
    over = true
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}
