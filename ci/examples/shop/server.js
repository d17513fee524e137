import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { total } from './total.js'

/** GET /ready, and GET /total?prices=1,2,3 in cents. */
export function createShop() {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop')
    const answer = (status, value) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(`${JSON.stringify(value)}\n`)
    }
    if (pathname === '/ready') return answer(200, { ready: true })
    if (pathname !== '/total') return answer(404, { error: 'not found' })
    const prices = (searchParams.get('prices') ?? '').split(',').filter(Boolean).map(Number)
    if (!prices.every(Number.isInteger)) return answer(400, { error: 'prices are whole numbers of cents' })
    return answer(200, { total: total(prices, Number(process.env.TAX_PERCENT ?? '20')) })
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const server = createShop().listen(Number(process.env.PORT ?? '8080'))
  process.once('SIGTERM', () => server.close())
}
