import { execa } from 'execa'

/** An element of a JUnit file: its name, its attributes, its text and what is in it. */
export interface XmlElement {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly children: readonly XmlElement[]
}

/** What a real XML parser reads. */
export async function parseXml(xml: string): Promise<XmlElement> {
  const script = `
import json, sys, xml.etree.ElementTree as tree
def read(e):
    return {"tag": e.tag, "attributes": dict(e.attrib), "text": e.text or "", "children": [read(c) for c in e]}
print(json.dumps(read(tree.fromstring(sys.stdin.buffer.read()))))`
  const { stdout } = await execa('python3', ['-c', script], { input: xml })
  return JSON.parse(stdout)
}

/**
 * What JUnit's XML allows, as the schema of Jenkins' xUnit plugin has it (jenkins-junit.xsd), and `file`, which GitLab reads
 * besides: the children and attributes of an element, required ones with `!`.
 */
const junit: Readonly<
  Record<string, { readonly children: readonly string[]; readonly attributes: readonly string[] }>
> = {
  testsuites: { children: ['testsuite'], attributes: ['name', 'time', 'tests', 'failures', 'errors', 'skipped'] },
  testsuite: {
    children: ['testcase', 'properties', 'system-out', 'system-err'],
    attributes: ['name!', 'tests!', 'failures', 'errors', 'time', 'skipped', 'timestamp', 'id', 'file'],
  },
  testcase: {
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    attributes: ['name!', 'classname!', 'time', 'file', 'assertions', 'status'],
  },
  failure: { children: [], attributes: ['type', 'message'] },
  error: { children: [], attributes: ['type', 'message'] },
  skipped: { children: [], attributes: ['message'] },
  'system-out': { children: [], attributes: [] },
}

/** Where a file is not what the schema says, and where its counts aren't those of its cases. */
export function junitContradictions(element: XmlElement, path = element.tag): string[] {
  const known = junit[element.tag]
  if (known === undefined) return [`${path} is unknown`]
  const names = known.attributes.map((name) => name.replace('!', ''))
  const required = known.attributes.filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1))
  const cases = casesIn(element)
  const counted = { tests: cases.length, failures: countOf(cases, 'failure'), skipped: countOf(cases, 'skipped') }
  return [
    ...Object.keys(element.attributes).flatMap((name) => (names.includes(name) ? [] : [`${path}@${name} is unknown`])),
    ...required.flatMap((name) => (name in element.attributes ? [] : [`${path} lacks ${name}`])),
    ...Object.entries(counted).flatMap(([name, count]) => {
      const told = element.tag.startsWith('testsuite') ? element.attributes[name] : undefined
      return told === undefined || told === String(count) ? [] : [`${path}@${name} is ${told}, not ${count}`]
    }),
    ...('time' in element.attributes && !/^\d+(\.\d+)?$/.test(element.attributes['time'] ?? '')
      ? [`${path}@time`]
      : []),
    ...element.children.flatMap((child, index) =>
      known.children.includes(child.tag)
        ? junitContradictions(child, `${path}/${child.tag}[${index}]`)
        : [`${path}/${child.tag} is not allowed`],
    ),
  ]
}

function casesIn({ tag, children }: XmlElement): XmlElement[] {
  return children.flatMap((child) => (child.tag === 'testcase' ? [child] : tag === 'testcase' ? [] : casesIn(child)))
}

function countOf(cases: readonly XmlElement[], tag: string): number {
  return cases.filter(({ children }) => children.some((child) => child.tag === tag)).length
}

interface QualityIssue {
  readonly description: string
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: string
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
}

const severities = ['info', 'minor', 'major', 'critical', 'blocker']

/**
 * Where a report is not as GitLab documents it (docs.gitlab.com/ci/testing/code_quality, "Code Quality report format"): no byte order mark,
 * one array, all fields, a fingerprint that is unique, a relative path without `./`.
 */
export function qualityContradictions(text: string): string[] {
  const issues: QualityIssue[] = JSON.parse(text)
  if (!Array.isArray(issues)) return ['it is not an array']
  const seen = new Set<string>()
  return issues.flatMap((issue, index) => {
    const { description, check_name, fingerprint, severity, location } = issue
    const isRepeated = seen.has(fingerprint)
    seen.add(fingerprint)
    const problems = [
      typeof description === 'string' && description !== '' ? [] : 'description',
      typeof check_name === 'string' && check_name !== '' ? [] : 'check_name',
      /^[0-9a-f]{64}$/.test(fingerprint) && !isRepeated ? [] : 'fingerprint',
      severities.includes(severity) ? [] : 'severity',
      typeof location?.path === 'string' && !/^(?:\/|\.\/|\.\.\/)/.test(location.path) ? [] : 'location.path',
      Number.isInteger(location?.lines?.begin) && location.lines.begin > 0 ? [] : 'location.lines.begin',
    ]
    return problems.flat().map((problem) => `${index}: ${problem}`)
  })
}
