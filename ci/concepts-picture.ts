// The picture of docs/start/concepts.md: how a profile becomes a release, and how it gets back.
import { writeFileSync } from 'node:fs'

interface Box {
  readonly at: readonly [x: number, y: number]
  readonly lines: readonly [title: string, detail: string]
  readonly strong?: true
}

const [wide, tall] = [185, 58]

const boxes: Readonly<Record<string, Box>> = {
  profile: { at: [10, 10], lines: ['profile', 'layers of YAML'] },
  sources: { at: [10, 95], lines: ['sources', 'live objects, SOPS, …'] },
  variables: { at: [235, 10], lines: ['variables', 'merged by layer'] },
  templates: { at: [235, 95], lines: ['templates', 'Jinja2'] },
  objects: { at: [235, 180], lines: ['objects', 'what is on the cluster'] },
  manifests: { at: [460, 10], lines: ['manifests', 'what should be there'] },
  plan: { at: [460, 95], lines: ['plan', 'decided by dry-run'], strong: true },
  undo: { at: [460, 180], lines: ['kdeploy undo', 'plans an earlier one'], strong: true },
  diff: { at: [685, 10], lines: ['kdeploy diff', 'shows it'], strong: true },
  apply: { at: [685, 95], lines: ['kdeploy apply', 'writes it, and waits'], strong: true },
  revision: { at: [685, 180], lines: ['revision', 'kept in the namespace'] },
}

/** By what they lead from and to. */
const arrows: Readonly<Record<string, string>> = {
  'profile → variables': 'M195 39 H233',
  'sources → variables': 'M195 124 C215 124 215 52 233 52',
  'variables → manifests': 'M420 39 H458',
  'templates → manifests': 'M420 124 C440 124 440 52 458 52',
  'manifests → plan': 'M552 68 V93',
  'objects → plan': 'M420 209 C440 209 440 134 458 134',
  'plan → diff': 'M645 114 C665 114 665 39 683 39',
  'plan → apply': 'M645 124 H683',
  'apply → revision': 'M777 153 V178',
  'revision → undo': 'M685 209 H647',
  'undo → plan': 'M552 180 V155',
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
<text x="${x + wide / 2}" y="${y + 25}" font-weight="600" fill="${text}">${title}</text>
<text x="${x + wide / 2}" y="${y + 45}" font-size="14" fill="${detail}">${more}</text>`,
    )
    const lines = Object.values(arrows).map(
      (path) => `<path d="${path}" fill="none" stroke="${line}" stroke-width="1.5" marker-end="url(#end)"/>`,
    )
    const marker = `<marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="${line}"/></marker>`
    writeFileSync(
      new URL(`../docs/pictures/concepts-${scheme}.svg`, import.meta.url),
      `<svg xmlns="http://www.w3.org/2000/svg" width="880" height="248" viewBox="0 0 880 248" role="img" aria-label="From a profile to the cluster and back" font-family="system-ui, sans-serif" font-size="17" text-anchor="middle">
<defs>${marker}</defs>
<rect width="100%" height="100%" rx="8" fill="${back}"/>
${[...lines, ...drawn].join('\n')}
</svg>
`,
    )
  }
}
