import { onTestFinished } from 'vitest'
import type { TestReport } from '../../../src/expectations/test-report.ts'
import type { Emit } from '../../../src/workflow/run/events.ts'
import { testProject } from '../../../src/workflow/test.ts'
import { type Files, folderWith } from '../../support/projects/project-folder.ts'
import { worldIn } from '../../support/world.ts'

/** A project of two profiles; its Deployment needs the variable `tag`. */
export const shop = {
  'kdeploy.yaml': 'name: shop\n',
  'profiles/default.yaml': 'namespace: shop\nvariables: {replicas: 2, tag: "1"}\n',
  'profiles/prod_shop.yaml': 'variables: {replicas: 3}\n',
  'profiles/stg_shop.yaml': '',
  'templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ replicas }}
  template:
    spec:
      containers:
      - name: web
        image: "registry.example.com/web:{{ tag }}"
`,
  'templates/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n',
} as const satisfies Files

/** Test files of the shop: the items below `tests:`, for the profile prod_shop. */
export const testsOf = (items: string) => ({ 'tests/web.yaml': `profile: prod_shop\ntests:\n${items}` })

export interface Tested {
  readonly folder: string
  run(options?: {
    words?: readonly string[]
    profiles?: readonly string[]
    update?: boolean
    isCi?: boolean
  }): Promise<TestReport>
  /** What was told besides. */
  readonly warnings: string[]
}

/** A shop with these files, whose tests can be run again and again. */
export function tested(files: Files): Tested {
  const folder = folderWith({ ...shop, ...files })
  const warnings: string[] = []
  onTestFinished(() => {
    warnings.length = 0
  })
  const emit: Emit = (event) => {
    if (event.type === 'warning') warnings.push(event.message)
  }
  return {
    folder,
    warnings,
    run: ({ words = [], profiles = [], update = false, isCi = false } = {}) =>
      testProject({ project: undefined, words, profiles, update, isCi }, worldIn(folder), emit),
  }
}

/** Each failed test with what isn't so. */
export function failed({ results }: TestReport): string[] {
  return results.flatMap(({ name, profile, failures }) =>
    failures.map(
      ({ message, error }) => `${name} ${profile}: ${message}${error === undefined ? '' : `: ${error.code}`}`,
    ),
  )
}
