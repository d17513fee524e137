import { describeGoldens } from './golden.ts'

describeGoldens('filters, tests and globals do what Jinja2 3.1 does', 'jinja/filters.json')
