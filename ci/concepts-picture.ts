// The picture of docs/start/concepts.md: how a profile becomes a release, and how it gets back.
import { writeFileSync } from 'node:fs'

interface Box {
  readonly at: readonly [x: number, y: number]
  readonly lines: readonly [title: string, detail: string]
  readonly strong?: true
}

const [wide, tall] = [170, 52]

const boxes: Readonly<Record<string, Box>> = {
  profile: { at: [10, 10], lines: ['profile', 'layers of YAML'] },
  sources: { at: [10, 84], lines: ['sources', 'live objects, SOPS, …'] },
  variables: { at: [220, 47], lines: ['variables', 'merged, each with its origin'] },
  templates: { at: [220, 137], lines: ['templates', 'Jinja2'] },
  manifests: { at: [430, 92], lines: ['manifests', 'what should be there'] },
  live: { at: [640, 10], lines: ['objects', 'what is there'] },
  plan: { at: [640, 92], lines: ['plan', 'decided by dry-run'], strong: true },
  diff: { at: [850, 30], lines: ['kdeploy diff', 'shows it'], strong: true },
  apply: { at: [850, 104], lines: ['kdeploy apply', 'writes it, and waits'], strong: true },
  revision: { at: [850, 200], lines: ['revision', 'kept in the namespace'] },
  undo: { at: [640, 200], lines: ['kdeploy undo', 'plans an earlier one'], strong: true },
}

/** By what they lead from and to. */
const arrows: Readonly<Record<string, string>> = {
  'profile → variables': 'M180 36 C200 36 200 66 218 66',
  'sources → variables': 'M180 110 C200 110 200 80 218 80',
  'variables → manifests': 'M390 73 C410 73 410 110 428 110',
  'templates → manifests': 'M390 163 C410 163 410 126 428 126',
  'manifests → plan': 'M600 118 H638',
  'live → plan': 'M725 62 V90',
  'plan → diff': 'M810 110 C830 110 830 56 848 56',
  'plan → apply': 'M810 126 C830 126 830 130 848 130',
  'apply → revision': 'M935 156 V198',
  'revision → undo': 'M850 226 H812',
  'undo → plan': 'M725 200 V146',
}

const schemes = {
  light: {
    back: '#ffffff',
    text: '#1f2328',
    detail: '#59636e',
    line: '#818b98',
    box: '#f6f8fa',
    strong: '#ddeeff',
    edge: '#d1d9e0',
  },
  dark: {
    back: '#0d1117',
    text: '#e6edf3',
    detail: '#9198a1',
    line: '#7d8590',
    box: '#151b23',
    strong: '#12325c',
    edge: '#3d444d',
  },
}

/** Writes `concepts-light.svg` and `concepts-dark.svg`. */
export function pictureConcepts(): void {
  for (const [scheme, { back, text, detail, line, box, strong, edge }] of Object.entries(schemes)) {
    const drawn = Object.values(boxes).map(
      ({ at: [x, y], lines: [title, more], strong: isStrong }) =>
        `<rect x="${x}" y="${y}" width="${wide}" height="${tall}" rx="8" fill="${isStrong ? strong : box}" stroke="${edge}"/>
<text x="${x + wide / 2}" y="${y + 22}" font-weight="600" fill="${text}">${title}</text>
<text x="${x + wide / 2}" y="${y + 40}" font-size="11.5" fill="${detail}">${more}</text>`,
    )
    const lines = Object.values(arrows).map(
      (path) => `<path d="${path}" fill="none" stroke="${line}" stroke-width="1.5" marker-end="url(#end)"/>`,
    )
    const marker = `<marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="${line}"/></marker>`
    writeFileSync(
      new URL(`../docs/pictures/concepts-${scheme}.svg`, import.meta.url),
      `<svg xmlns="http://www.w3.org/2000/svg" width="1030" height="262" viewBox="0 0 1030 262" role="img" font-family="system-ui, sans-serif" font-size="14" text-anchor="middle">
<defs>${marker}</defs>
<rect width="100%" height="100%" rx="8" fill="${back}"/>
${[...lines, ...drawn].join('\n')}
</svg>
`,
    )
  }
}
