import { type NameTable, Symbols } from './symbols.ts'

/** What is known while compiling about autoescaping; `volatile` where only the render will tell. */
export interface EvalState {
  autoescape: boolean
  volatile: boolean
  /** An expression is written as Jinja2 evaluates it when compiling. */
  folding: boolean
}

/** What holds for the statements being compiled (Jinja2 3.1 compiler `Frame`). */
export class Frame {
  readonly symbols: Symbols
  /** The variable of the buffer that output goes to. */
  buffer = 'o'
  /** The buffer of the whole template or block, or of the macro or recursive loop, that the frame is in. */
  stream = 'o'
  /** Output may have to be dropped because an extends tag may have been met. */
  requireOutputCheck = false
  /** The root and the ifs in it. */
  toplevel = false
  /** The root only. */
  rootlevel = false
  loopFrame = false
  blockFrame = false
  /** In an if or a conditional expression: unknown filters and tests fail when they are reached. */
  softFrame = false
  /** Which generated function this frame's variables belong to. */
  functionNumber = 0

  constructor(symbols: Symbols) {
    this.symbols = symbols
  }

  static root(names: NameTable): Frame {
    return new Frame(new Symbols(names, null))
  }

  inner(): Frame {
    const frame = new Frame(new Symbols(this.symbols.names, this.symbols))
    frame.buffer = this.buffer
    frame.stream = this.stream
    frame.requireOutputCheck = this.requireOutputCheck
    frame.functionNumber = this.functionNumber
    return frame
  }

  /** Shares everything but is no root any longer. */
  soft(): Frame {
    const frame = new Frame(this.symbols)
    frame.buffer = this.buffer
    frame.stream = this.stream
    frame.requireOutputCheck = this.requireOutputCheck
    frame.toplevel = this.toplevel
    frame.loopFrame = this.loopFrame
    frame.blockFrame = this.blockFrame
    frame.functionNumber = this.functionNumber
    frame.softFrame = true
    return frame
  }
}
