import { describeGoldens } from '../../support/template/filter-goldens.ts'

const extensions = ['kdeploy.ansible']

describeGoldens("kdeploy.ansible does what Ansible's filters do", 'ansible/filters.json', { extensions })
describeGoldens('kdeploy.ansible does what the other filters and tests of ansible-core do', 'ansible/core.json', {
  extensions,
})
describeGoldens('kdeploy.ansible does with IP addresses what ansible.utils does', 'ansible/utils.json', { extensions })
