import { describe, expect, test } from 'vitest'
import { parseJson } from '../../../src/json.ts'
import type { Json } from '../../../src/manifest/types.ts'
import { extraRules } from '../../../src/plan/scope/rules.ts'

/** `verbs|groups|resources|names`, each by commas; `url:…` in the place of resources. */
function rules(...texts: readonly string[]): Json {
  return texts.map((text) => {
    const [verbs, groups, resources, resourceNames] = text.split('|').map((part) => part.split(',').filter(Boolean))
    const urls = resources?.filter((one) => one.startsWith('url:')).map((one) => one.slice(4)) ?? []
    if (urls.length > 0) return { verbs: verbs ?? [], nonResourceURLs: urls }
    return {
      verbs: verbs ?? [],
      apiGroups: groups?.map((group) => (group === 'core' ? '' : group)) ?? [],
      resources: resources ?? [],
      ...(resourceNames === undefined ? {} : { resourceNames }),
    }
  })
}

describe('what rules grant beyond others', () => {
  test.each<[title: string, wanted: Json | undefined, present: Json | undefined, beyond: readonly string[]]>([
    ['nothing', undefined, undefined, []],
    ['nothing, where they are the same', rules('get,list|core|pods'), rules('get,list|core|pods'), []],
    [
      'nothing, where two rules have it together',
      rules('get|core,apps|pods'),
      rules('get|core|pods', 'get|apps|*'),
      [],
    ],
    ['a verb', rules('get,delete|core|pods'), rules('get|core|pods'), ['delete pods']],
    ['a resource', rules('get|core|pods,secrets'), rules('get|core|pods'), ['get secrets']],
    ['a group', rules('get|core,apps|deployments'), rules('get|core|*'), ['get deployments.apps']],
    ['all verbs, where each known one is named', rules('*|core|pods'), rules('get,list|core|pods'), ['* pods']],
    ['all groups', rules('get|*|pods'), rules('get|core,apps|pods'), ['get pods.*']],
    ['all resources', rules('get|core|*'), rules('get|core|pods'), ['get *']],
    ['a subresource', rules('get|core|pods/log'), rules('get|core|pods'), ['get pods/log']],
    ['nothing, where each resource has that subresource', rules('get|apps|a/scale'), rules('get|apps|*/scale'), []],
    ['that subresource of all', rules('get|apps|*/scale'), rules('get|apps|a/scale'), ['get */scale.apps']],
    ['nothing for one name of any', rules('get|core|secrets|db'), rules('get|core|secrets'), []],
    ['any name, where one was named', rules('get|core|secrets'), rules('get|core|secrets|db'), ['get secrets']],
    ['another name', rules('get|core|secrets|db,ca'), rules('get|core|secrets|db'), ['get secrets "ca"']],
    ['a path', rules('get||url:/metrics'), rules('get|core|*'), ['get /metrics']],
    ['nothing for a path below one', rules('get||url:/a/b,url:/a/*'), rules('get||url:/a*'), []],
    ['all paths', rules('get||url:*'), rules('get||url:/*'), ['get *']],
    ['no right of a rule without a verb', rules('|core|secrets'), undefined, []],
  ])('is %s', (_, wanted, present, beyond) => {
    expect(extraRules(wanted, present)).toEqual(beyond)
  })

  test.each<[string, Json]>([
    ['rules that are no list', 'all'],
    ['a rule that is no map', ['all']],
    ['a verb that is no text', [{ verbs: [1], apiGroups: [''], resources: ['pods'] }]],
    ['a list that is a text', [{ verbs: '*', apiGroups: [''], resources: ['pods'] }]],
  ])('is everything for %s', (_, wanted) => {
    expect(extraRules(wanted, rules('get,list|core,apps|*'))).toEqual(['* *.*'])
  })

  test('is told at once for a rule of a million rights', () => {
    const many = parseJson(JSON.stringify(Array.from({ length: 1000 }, (_, index) => `v${index}`)))
    const began = performance.now()

    expect(extraRules([{ verbs: many, apiGroups: [''], resources: many }], rules('get|core|pods'))).toEqual(['* *.*'])
    expect(performance.now() - began).toBeLessThan(1000)
  })
})
