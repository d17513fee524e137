import { describeGoldens } from '../filters/golden.ts'

describeGoldens("kdeploy.ansible does what Ansible's filters do", 'ansible/filters.json', {
  extensions: ['kdeploy.ansible'],
})
