import { createScreen, type Pen } from './screen.ts'

/** What is written with a pen, line by line, masked and without anything that a terminal or a CI acts on. */
export function captureLines(redact: (text: string) => string, show: (pen: Pen) => void): string[] {
  const written: string[] = []
  const stream = { write: (text: string) => written.push(text) }
  show(createScreen({ stdout: stream, stderr: stream }, {}, redact).err)
  return written.join('').replace(/\n$/, '').split('\n')
}
