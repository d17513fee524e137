import { describe, expect, test } from 'vitest'
import { describeTemplate } from '../../src/scaffold/library-template.ts'

describe('a library template', () => {
  test('says in its comment what it is and what it needs', () => {
    const text = `{#- A scheduled job (a CronJob). And more.

app, image        needed
schedule *        "0 3 * * *", for example; needed
name              default: app
cron_job          a map:
  command         needed
-#}
`

    expect(describeTemplate('cron-job.yaml', text)).toEqual({
      name: 'cron-job',
      summary: 'scheduled job',
      needs: ['app', 'image', 'schedule'],
    })
  })

  test('is none without a comment at its top', () => {
    expect(describeTemplate('a.yaml', 'kind: A\n{# x #}\n')).toBeUndefined()
  })
})
