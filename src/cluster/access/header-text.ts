/** Whether a header can hold a text as one value: visible ASCII and blanks, no line break or control character. */
export function isHeaderText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
