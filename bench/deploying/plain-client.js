// One pass: one server-side apply for each object, over keep-alive connections, and nothing else; a process of its own.
// node plain-client.js TARGET.json MANIFESTS.json CONCURRENCY
import { readFileSync } from 'node:fs'
import https from 'node:https'

const [, , targetFile, manifestsFile, concurrency] = process.argv
const { server, ca, token } = JSON.parse(readFileSync(targetFile, 'utf8'))
/** @type {{ path: string, body: string }[]} */
const requests = JSON.parse(readFileSync(manifestsFile, 'utf8'))
const agent = new https.Agent({ keepAlive: true, maxSockets: Number(concurrency), ca: Buffer.from(ca, 'base64') })

function send({ path, body }) {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/apply-patch+yaml',
        'content-length': Buffer.byteLength(body),
      },
    }
    const request = https.request(`${server}${path}?fieldManager=plain-client`, options, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        if (response.statusCode >= 300) reject(new Error(`${path} answered ${response.statusCode}: ${text}`))
        else resolve(JSON.parse(text))
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

let next = 0
const worker = async () => {
  for (let request = requests[next++]; request !== undefined; request = requests[next++]) await send(request)
}
await Promise.all(Array.from({ length: Number(concurrency) }, worker))
agent.destroy()
