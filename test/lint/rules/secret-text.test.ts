import { describe, expect, it } from 'vitest'
import { isSecretValue, secretFormIn, secretLinesIn } from '../../../src/lint/rules/secret-text.ts'

describe('the value of a name', () => {
  it.each([
    ['DB_PASSWORD', 'hunter2'],
    ['dbPassword', 'hunter2'],
    ['db.password', 'correct-horse-battery'],
    ['API_KEY', '4b1f0c'],
    ['apiKey', 'k-12'],
    ['GITHUB_TOKEN', 'a1b2c3d4e5f6'],
    ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG'],
    ['CLIENT_SECRET', 'a8f5f167f44f4964e6c998dee827110c'],
    ['pwd', 'x'],
    ['DB_PASS', 'hunter2'],
    ['pass', 'hunter2'],
  ])('of %s is a secret: %s', (name, value) => {
    expect(isSecretValue(name, value)).toBe(true)
  })

  it.each([
    ['PASSWORD_FILE', 'hunter2'],
    ['TOKEN_PATH', 'a'],
    ['TOKEN_URL', 'https://a'],
    ['SECRET_NAME', 'web'],
    ['MAX_TOKENS', 'many'],
    ['COMPASSWORD', 'a'],
    ['ALLOW_EMPTY_PASSWORD', 'indeed'],
    ['existingSecret', 'web'],
    ['proxy_pass', 'http'],
    ['bypass', 'all'],
    ['PASSWORD', ''],
    ['PASSWORD', 'true'],
    ['PASSWORD', 'no'],
    ['TOKEN', '3600'],
    ['TOKEN', '30s'],
    ['PASSWORD', '$(DB_PASSWORD)'],
    ['PASSWORD', `$\{DB_PASSWORD}`],
    ['PASSWORD', '/run/secrets/password'],
    ['PASSWORD', 'vault:secret/data/db'],
    ['PASSWORD', '<password>'],
    ['PASSWORD', '{{ .Password }}'],
    ['PASSWORD', '********'],
    ['AUTH_TOKEN', 'jwt,priv-key=/keys/jwt.pem'],
    ['CLUSTER_TOKEN', 'etcd-cluster-k8s'],
    ['TLS_SECRET', 'web-tls'],
    ['TLS_SECRET', 'my-ns/web-tls'],
  ])('of %s is no secret: %s', (name, value) => {
    expect(isSecretValue(name, value)).toBe(false)
  })
})

describe('a text', () => {
  // Put together, so that no scanner takes this file for a leak.
  const begin = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')

  it.each([
    [begin, 'a private key'],
    [begin.replace('PRIVATE', 'RSA PRIVATE'), 'a private key'],
    ['postgres://web:hunter2@db:5432/web', 'a URL with a password'],
    ['redis://:hunter2@cache/0', 'a URL with a password'],
    [`key ${'AKIA'}${'QWERTYUIOPASDFGH'}`, 'an AWS access key'],
    [`${'ghp_'}${'a'.repeat(36)}`, 'a GitHub token'],
    [`${'glpat-'}${'a'.repeat(20)}`, 'a GitLab token'],
    [`${'xoxb-'}1234567890-abc`, 'a Slack token'],
    [`${'sk_live_'}${'a'.repeat(24)}`, 'a Stripe key'],
  ])('holds a secret by its form: %s', (text, what) => {
    expect(secretFormIn(text)).toBe(what)
  })

  it.each([
    '-----BEGIN CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----',
    'postgres://web@db:5432/web',
    'postgres://web:$(PASSWORD)@db/web',
    `postgres://web:$\{PASSWORD}@db/web`,
    'http://db:5432/users@home',
    'AKIAIOSFODNN7EXAMPLE',
  ])('holds none: %s', (text) => {
    expect(secretFormIn(text)).toBeUndefined()
  })

  it('has secrets in the lines of its settings, not in comments and programs', () => {
    const text =
      '# password: hunter2\nuser: web\npassword: hunter2\n  "apiKey": "4b1f0c",\ntoken: $TOKEN\nurl = amqp://a:b@c\n'
    expect(secretLinesIn(text, 'app.yaml')).toEqual([
      { line: 2, what: 'a value of password' },
      { line: 3, what: 'a value of apiKey' },
      { line: 5, what: 'a URL with a password' },
    ])
    expect(secretLinesIn('password = prompt', 'login.py')).toEqual([])
  })
})
