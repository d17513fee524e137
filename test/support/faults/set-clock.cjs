// Preloaded by tests of clocks: the wall clock is off by CLOCK_OFF milliseconds from the beginning, and is set by CLOCK_STEP at
// the signal SIGUSR2. Timers and performance.now stay as they are, as on a machine whose clock is set.
const { Date: RealDate } = globalThis
let off = Number(process.env.CLOCK_OFF ?? 0)

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + off)
    else super(...args)
  }

  static now() {
    return RealDate.now() + off
  }
}
process.on('SIGUSR2', () => {
  off += Number(process.env.CLOCK_STEP)
})
