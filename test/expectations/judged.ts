import type { JudgedManifest } from '../../src/expectations/failure.ts'
import { type Assertion, readTestFile } from '../../src/expectations/test-file.ts'
import { readManifests } from '../../src/manifest/read.ts'
import { createMasking } from '../../src/masking/masking.ts'
import { maskObject } from '../../src/plan/masking/mask.ts'
import { rendered } from '../support/manifest/rendered.ts'

/** What a text renders to, its lines ten further down in templates/web.yaml. */
export function judged(text: string): JudgedManifest[] {
  const { mask } = createMasking()
  return readManifests([rendered(text)]).map((manifest) => ({
    manifest,
    masked: maskObject(manifest.object, [manifest], mask),
  }))
}

/** The assertions of a test, as the items of its `expect`; each stands in a line from 5 on. */
export function assertions(items: string): readonly Assertion[] {
  const [test] = readTestFile(`profile: a_b\ntests:\n- name: a\n  expect:\n${items}`, 'tests/web.yaml')
  return test?.assertions ?? []
}
