import { expect, test } from 'vitest'
import { proxyFor } from '../../../src/cluster/connection/proxy.ts'

const proxy = 'http://proxy.example:3128'

/** As Go's net/http.ProxyFromEnvironment decides, which kubectl uses. */
test.each<[server: string, environment: Record<string, string>, proxy: string | undefined]>([
  ['https://api.example', {}, undefined],
  ['https://api.example', { HTTPS_PROXY: proxy }, `${proxy}/`],
  ['https://api.example', { https_proxy: 'proxy.example:3128' }, `${proxy}/`],
  ['https://api.example', { HTTP_PROXY: proxy }, undefined],
  ['https://api.example', { HTTPS_PROXY: 'socks5://p.example:1080' }, 'socks5://p.example:1080'],
  ['https://api.example', { HTTPS_PROXY: 'socks5h://me:pw@p.example' }, 'socks5h://me:pw@p.example'],
  ['http://api.example', { HTTP_PROXY: proxy }, `${proxy}/`],
  ['https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://api.example', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
  ['https://api.example', { HTTPS_PROXY: proxy, NO_PROXY: 'other.example, api.example' }, undefined],
  ['https://a.b.example', { HTTPS_PROXY: proxy, NO_PROXY: 'b.example' }, undefined],
  ['https://a.b.example', { HTTPS_PROXY: proxy, NO_PROXY: '.b.example' }, undefined],
  ['https://b.example', { HTTPS_PROXY: proxy, NO_PROXY: '.b.example' }, `${proxy}/`],
  ['https://notb.example', { HTTPS_PROXY: proxy, NO_PROXY: 'b.example' }, `${proxy}/`],
  ['https://api.example:6443', { HTTPS_PROXY: proxy, no_proxy: 'api.example:443' }, `${proxy}/`],
  ['https://api.example:6443', { HTTPS_PROXY: proxy, no_proxy: 'api.example:6443' }, undefined],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://11.1.2.3:6443', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, `${proxy}/`],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: proxy, NO_PROXY: '10.1.2.3' }, undefined],
  ['https://[fd00::1]:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::/8' }, undefined],
])('%s with %o goes through %s', (server, environment, expected) => {
  expect(proxyFor(new URL(server), undefined, environment)?.href).toBe(expected)
})

test("the cluster's proxy-url wins over the environment, for loopback too", () => {
  expect(
    proxyFor(new URL('https://127.0.0.1:6443'), 'http://other.example:8080', { HTTPS_PROXY: proxy, NO_PROXY: '*' })
      ?.href,
  ).toBe('http://other.example:8080/')
})
