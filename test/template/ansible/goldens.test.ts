import { describeGoldens } from '../../support/template/filter-goldens.ts'

describeGoldens("kdeploy.ansible does what Ansible's filters do", 'ansible/filters.json', {
  extensions: ['kdeploy.ansible'],
})
