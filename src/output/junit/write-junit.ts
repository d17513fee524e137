import { escapeCiCommands, stripControls } from '../../printable.ts'

/** A test case of JUnit's XML, as GitLab, GitHub and Jenkins read it; it passes unless it has a failure. */
export interface JunitCase {
  readonly name: string
  readonly file?: string | undefined
  /** Seconds. Default: not told. */
  readonly time?: number | undefined
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string } | undefined
  /** Why it is neither passed nor failed. Default: it is one of both. */
  readonly skipped?: string | undefined
  /** What it printed. */
  readonly output?: string | undefined
}

export interface JunitSuite {
  readonly name: string
  readonly cases: readonly JunitCase[]
}

/** Suites as one XML document. `redact` masks known sensitive values, before anything is escaped. */
export function writeJunit(suites: readonly JunitSuite[], redact: (text: string) => string): string {
  const text = (value: string) => escapeXml(escapeCiCommands(stripControls(redact(value))))
  const attributes = (values: Readonly<Record<string, string | number | undefined>>) =>
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => ` ${name}="${text(String(value))}"`)
      .join('')
  const writeCase = (suite: string, { name, file, time, failure, skipped, output }: JunitCase) => {
    const inner = [
      failure &&
        `<failure${attributes({ type: failure.type, message: failure.message })}>${text(failure.text)}</failure>`,
      skipped === undefined ? undefined : `<skipped${attributes({ message: skipped })}/>`,
      output && `<system-out>${text(output)}</system-out>`,
    ].filter((part) => part !== undefined && part !== '')
    const start = `    <testcase${attributes({ classname: suite, name, file, time: time?.toFixed(3) })}`
    return inner.length === 0 ? `${start}/>` : `${start}>${inner.join('')}</testcase>`
  }
  const writeSuite = ({ name, cases }: JunitSuite) =>
    [
      `  <testsuite${attributes({ name, ...countCases(cases) })}>`,
      ...cases.map((one) => writeCase(name, one)),
      '  </testsuite>',
    ].join('\n')
  const all = countCases(suites.flatMap(({ cases }) => cases))
  const body = suites.map(writeSuite)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'kdeploy', ...all })}>`,
    ...body,
    '</testsuites>',
    '',
  ].join('\n')
}

function countCases(cases: readonly JunitCase[]) {
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  const skipped = cases.filter((one) => one.skipped !== undefined).length
  return { tests: cases.length, failures, errors: 0, ...(skipped > 0 && { skipped }) }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** On one line, so that none is taken for a line of its own. XML 1.0 has no way to write half of a surrogate pair. */
function escapeXml(text: string): string {
  return text
    .replace(/[&<>"\n\t]/g, (sign) => entities[sign] ?? sign)
    .replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
}
