/**
 * Addresses that are shown as QR codes. The secret of a case stands in the fragment: that part is never sent to any
 * server, so it is in no log.
 */
import { secretOf } from './matters'

export function followLink(case_no: string, secret: string, origin = location.origin): string {
  return `${origin}/follow/${case_no}#${secret}`
}

export function gridLink(code: string, origin = location.origin): string {
  return `${origin}/grid/${code}`
}

/** Case number and secret of a link from a receipt, of whatever address; undefined if it is no such link. */
export function readLink(text: string): { case_no: string; secret: string } | undefined {
  const found = /\/follow\/(\d{8,24})\/?#([0-9A-Za-z-]{12,20})$/.exec(text.trim())
  return found ? { case_no: found[1] as string, secret: secretOf(found[2] as string) } : undefined
}

/** The page of a grid in a scanned link; undefined if it is none. */
export function readGrid(text: string): string | undefined {
  return /\/grid\/(\d{12,20})\/?$/.exec(text.trim())?.[1]
}
