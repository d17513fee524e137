import { describeGoldens } from '../../support/template/filter-goldens.ts'

describeGoldens('tests do what Jinja2 3.1 does', 'jinja/filters.json', {
  isWanted: (group) => group.startsWith('tests'),
})
