import { expect, test } from 'vitest'
import { isRule, parseRule } from '../../../src/kinds/rules/rule.ts'

test.each([
  ['{.status.conditions[?(@.type=="Ready")].status}=True', 'True'],
  ['{.status.loadBalancer.ingress}', undefined],
  ['{.status.phase}="Up and running"', 'Up and running'],
  ['jsonpath={.status.phase}=Running', 'Running'],
  ["jsonpath={.status.phase}='Running'", 'Running'],
  ['  .status.phase=Running ', 'Running'],
])('%s is a path with the value %j', (text, value) => {
  expect(parseRule(text)).toMatchObject({ type: 'path', value, text: text.trim() })
})

test.each([
  ['condition=Ready', 'Ready', 'true'],
  ['condition=Ready=False', 'Ready', 'False'],
  ['condition=example.com/Synced=Unknown', 'example.com/Synced', 'Unknown'],
])('%s is a condition', (text, name, status) => {
  expect(parseRule(text)).toMatchObject({ type: 'condition', name, status })
})

test.each([
  ['Running', /write one rule per line/],
  ['{.a}{.b}', /write one rule per line/],
  ['{.a}=b=c', /write one rule per line/],
  ['{.a} {.b}=1', /write one rule per line/],
  ['{.status.phase}=', /write a value after the equals sign/],
  ["{.status.phase}=''", /write a value after the equals sign/],
  ['condition=', /the name of a condition/],
  ['condition==True', /the name of a condition/],
  ['condition=Ready=', /the name of a condition/],
  ['delete', /"delete" can't be waited for/],
  ['Create', /"Create" can't be waited for/],
  ['', /write one rule per line/],
])('%j is none', (text, problem) => {
  const parsed = parseRule(text)
  expect(isRule(parsed)).toBe(false)
  expect(parsed).toMatchObject({ problem: expect.stringMatching(problem) })
})
