import type { Cluster } from '../cluster/cluster.ts'

/** The template `job.yaml` of the Job `migrate`, whose image can't be changed; `annotations` as in a YAML flow mapping. */
export const migrateJob = (tag: string, annotations = '') => ({
  'templates/job.yaml': `apiVersion: batch/v1
kind: Job
metadata: {name: migrate${annotations === '' ? '' : `, annotations: {${annotations}}`}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: migrate
        image: registry.example.com/migrate:${tag}
`,
})

export const migrateImage = ({ kubectl }: Cluster) =>
  kubectl(['get', 'job/migrate', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])
