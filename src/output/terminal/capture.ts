import { createScreen, type Pen } from './screen.ts'

/** What is written with a pen, line by line, masked and without anything that a terminal or a CI acts on. */
export function captureLines(redact: (text: string) => string, show: (pen: Pen) => void): string[] {
  const pieces: string[] = []
  const stream = { write: (text: string) => pieces.push(text) }
  show(createScreen({ stdout: stream, stderr: stream }, {}, redact).err)
  return pieces.join('').replace(/\n$/, '').split('\n')
}

/** The data that is written with a pen, as a pipe would get it. */
export function captureText(show: (pen: Pen) => void): string {
  const { pen, text } = memoryPen()
  show(pen)
  return text()
}

/** A pen for data, and all that was written with it so far. */
export function memoryPen(): { readonly pen: Pen; text(): string } {
  const pieces: string[] = []
  const stream = { write: (text: string) => pieces.push(text) }
  const { out } = createScreen({ stdout: stream, stderr: stream }, {}, (text) => text)
  return { pen: out, text: () => pieces.join('') }
}
