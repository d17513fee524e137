import { formatPlace, type Place } from '../../errors.ts'
import { groupFindings, type SharedFinding } from '../../findings/group-findings.ts'
import { withProblems } from '../../findings/of-problem.ts'
import type { RuleInfo } from '../../findings/rule-info.ts'
import type { Validated } from '../../findings/validated.ts'
import { redactStrings } from '../json/json-events.ts'
import type { Pen } from '../terminal/screen.ts'

/** What was found as SARIF 2.1.0 (OASIS), which GitHub's code scanning and editors read: each finding once. */
export function showAsSarif(
  validated: Validated,
  pen: Pen,
  redact: (text: string) => string,
  { version }: { readonly version: string },
): void {
  const results = groupFindings(withProblems(validated))
  const known = new Set(validated.rules.map(({ name }) => name))
  const codes = new Set(results.map(({ finding }) => finding.rule).filter((rule) => !known.has(rule)))
  const rules = [...validated.rules.map(sarifRule), ...[...codes].map((id) => ({ id }))]
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kdeploy', version, rules } },
        columnKind: 'unicodeCodePoints',
        results: results.map((one) => ({ ...sarifResult(one), ruleIndex: indexes.get(one.finding.rule) })),
      },
    ],
  }
  pen.json(redactStrings(document, redact), 2)
}

function sarifRule({ name, severity, finds, reason, source }: RuleInfo) {
  return {
    id: name,
    shortDescription: { text: finds },
    fullDescription: { text: reason },
    ...(source.startsWith('https://') && { helpUri: source }),
    defaultConfiguration: severity === 'off' ? { enabled: false } : { level: severity },
  }
}

function sarifResult({ finding, profiles }: SharedFinding) {
  const { rule, severity, message, place, about, hint } = finding
  const object = about === undefined ? '' : `${about.kind} ${about.name}: `
  const by = place?.by === undefined ? '' : ` (rendered by ${place.by})`
  const text = [`${object}${message}${by}`, ...(hint === undefined ? [] : [hint])].join('\n')
  return {
    ruleId: rule,
    level: severity,
    message: { text },
    ...(place !== undefined && { locations: [sarifLocation(place)] }),
    ...(place?.by !== undefined && { relatedLocations: [sarifLocation({ file: place.by })] }),
    // The same line after an edit elsewhere in the file is the same finding to who compares two runs.
    partialFingerprints: {
      'kdeploy/v1': `${rule}:${place === undefined ? '' : formatPlace({ file: place.file })}:${message}`,
    },
    properties: { profiles },
  }
}

function sarifLocation({ file, line, column }: Place) {
  const region =
    line === undefined ? {} : { region: { startLine: line, ...(column !== undefined && { startColumn: column }) } }
  return { physicalLocation: { artifactLocation: { uri: encodeURI(file.replaceAll('\\', '/')) }, ...region } }
}
