/** A script that prints what the vendor's documentation says of one command, and refuses every other. */
function standIn(name: string, answers: Readonly<Record<string, string>>, condition = ''): string {
  const cases = Object.entries(answers).map(([args, answer]) => `  '${args}') printf '%s\\n' '${answer}' ;;\n`)
  return `#!/bin/sh\n${condition}case "$*" in\n${cases.join('')}  *) echo "${name}: a stand-in that knows no \\"$*\\"" >&2; exit 2 ;;\nesac\n`
}

const needs = (variable: string, message: string) => `[ -n "$${variable}" ] || { echo '${message}' >&2; exit 2; }\n`

/**
 * Programs of secret stores that can't be had here, by their names: a page shows the real command, and the script answers as
 * the vendor's documentation says the real program does.
 */
export const standIns: Readonly<Record<string, string>> = {
  // https://developer.hashicorp.com/vault/docs/commands/kv/get: with -field, of KV version 2 the map of a secret's data.
  vault: standIn(
    'vault',
    {
      'kv get -mount=kv -format=json -field=data shop/prod':
        '{\n  "db_password": "correct-horse-1",\n  "db_user": "shop"\n}',
    },
    needs(
      'VAULT_TOKEN',
      'Error making API request.\n\nURL: GET https://vault.example.com:8200/v1/sys/internal/ui/mounts/kv\nCode: 403. Errors:\n\n* permission denied',
    ),
  ),
  // https://docs.aws.amazon.com/cli/latest/reference/secretsmanager/get-secret-value.html and ssm/get-parameters.html
  aws: standIn('aws', {
    'secretsmanager get-secret-value --secret-id shop/prod --query SecretString --output text':
      '{"db_password": "correct-horse-2", "db_user": "shop"}',
    'ssm get-parameter --name /shop/prod/db_password --with-decryption --query Parameter.Value --output text':
      'correct-horse-3',
  }),
  // https://cloud.google.com/sdk/gcloud/reference/secrets/versions/access: the payload as it was stored.
  gcloud: standIn('gcloud', {
    'secrets versions access latest --secret=shop-prod --project=shop-prod':
      '{"db_password": "correct-horse-4", "db_user": "shop"}',
  }),
  // https://developer.1password.com/docs/cli/reference/commands/inject: the input with each reference replaced.
  op: `#!/bin/sh\n${needs('OP_SERVICE_ACCOUNT_TOKEN', '[ERROR] You are not currently signed in. Please run `op signin --help` for instructions')}case "$*" in
  'inject --in-file secrets/prod.tpl.yaml') sed 's#op://shop-prod/db/password#correct-horse-5#; s#op://shop-prod/db/username#shop#' secrets/prod.tpl.yaml ;;
  'read op://shop-prod/db/password') echo correct-horse-5 ;;
  *) echo "op: a stand-in that knows no \\"$*\\"" >&2; exit 2 ;;
esac
`,
}
