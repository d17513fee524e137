import { describeGoldens } from '../../support/template/filter-goldens.ts'

describeGoldens('globals do what Jinja2 3.1 does', 'jinja/filters.json', {
  isWanted: (group) => ['range', 'cycler', 'lipsum'].includes(group),
})
