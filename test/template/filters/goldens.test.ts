import { describeGoldens } from '../../support/template/filter-goldens.ts'

const others = /^(tests|range$|cycler$|lipsum$)/

describeGoldens('filters do what Jinja2 3.1 does', 'jinja/filters.json', { isWanted: (group) => !others.test(group) })
