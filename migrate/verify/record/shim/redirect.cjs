// Loaded by the Node processes of a recorded run, and by nothing else: sends API requests to the recorder.
// Found through NODE_OPTIONS of the child. Only the destination of a request changes; a connection to an
// API host that is made in another way than fetch, http and https is refused.
'use strict'

const settings = JSON.parse(process.env.MIGRATE_RECORD || '{}')

if (settings.origin) {
  const fs = require('node:fs')
  const path = require('node:path')
  const http = require('node:http')
  const https = require('node:https')
  const dns = require('node:dns')
  const { fileURLToPath, urlToHttpOptions } = require('node:url')
  const recorder = new URL(settings.origin)
  const root = fs.realpathSync(settings.root)
  const hosts = new Set(settings.hosts.filter((host) => !host.includes('*')))
  const suffixes = settings.hosts.filter((host) => host.includes('*')).map((host) => host.split('*')[1])

  const isApi = (host) => {
    if (typeof host !== 'string') return false
    const name = host.toLowerCase().replace(/\.$/, '')
    return hosts.has(name) || suffixes.some((suffix) => name.endsWith(suffix) && name !== suffix)
  }

  // An API host, or the recorder itself, reached through a variable: it is told from where.
  const isOurs = (host, port) => isApi(host) || (host === recorder.hostname && String(port) === recorder.port)

  // `file:line` of the program's own frames, innermost first.
  const callers = () => {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 60
    const stack = new Error().stack || ''
    Error.stackTraceLimit = limit
    const found = []
    for (const line of stack.split('\n')) {
      const match = /\(?((?:file:\/\/)?\/[^()]*):(\d+):\d+\)?$/.exec(line.trim())
      if (!match || line.includes('/node_modules/')) continue
      const file = match[1].startsWith('file://') ? fileURLToPath(match[1]) : match[1].replace(/^.*? (?=\/)/, '')
      if (file.startsWith(root + path.sep)) found.push(`${path.relative(root, file).split(path.sep).join('/')}:${match[2]}`)
    }
    return found
  }

  const prefix = (origin) =>
    '/~' + Buffer.from(JSON.stringify({ origin, from: callers() })).toString('base64url')

  const refusal = (host) => {
    if (settings.log) fs.appendFileSync(settings.log, JSON.stringify({ host, from: callers() }) + '\n')
    const error = new Error(`migrate verify: ${host} is not reached while requests are recorded`)
    error.code = 'ECONNREFUSED'
    return error
  }

  const moved = (url) => recorder.origin + prefix(url.origin) + url.pathname + url.search

  if (typeof globalThis.fetch === 'function') {
    const plain = globalThis.fetch
    globalThis.fetch = function fetch(input, init) {
      const request = typeof Request === 'function' && input instanceof Request
      let url
      try {
        url = new URL(request ? input.url : String(input))
      } catch {
        return plain(input, init)
      }
      if (!isOurs(url.hostname, url.port)) return plain(input, init)
      const { dispatcher, ...rest } = init || {}
      if (!request) return plain(moved(url), rest)
      // A body that is a stream must say so again when the request is made anew.
      return plain(new Request(moved(url), input.body ? { ...shape(input), body: input.body, duplex: 'half' } : shape(input)), rest)
    }
  }

  const shape = (request) => ({
    method: request.method,
    headers: request.headers,
    redirect: request.redirect,
    signal: request.signal,
  })

  for (const [module, scheme] of [[http, 'http:'], [https, 'https:']]) {
    const plain = module.request
    const request = function request(input, options, callback) {
      let given = {}
      if (typeof input === 'string') given = urlToHttpOptions(new URL(input))
      else if (input instanceof URL) given = urlToHttpOptions(input)
      else [callback, options] = [options, input]
      if (typeof options === 'function') [callback, options] = [options, undefined]
      const all = { ...given, ...options }
      const name = all.hostname || (all.host || '').replace(/:\d+$/, '')
      if (!isOurs(name, all.port)) return plain.apply(module, arguments)
      const port = all.port && Number(all.port) !== (scheme === 'https:' ? 443 : 80) ? `:${all.port}` : ''
      return httpRequest.call(
        http,
        {
          ...all,
          agent: undefined,
          defaultPort: undefined,
          protocol: 'http:',
          host: recorder.hostname,
          hostname: recorder.hostname,
          port: recorder.port,
          path: prefix(`${scheme}//${name}${port}`) + (all.path || '/'),
        },
        callback,
      )
    }
    module.request = request
    module.get = function get(...given) {
      const made = request(...given)
      made.end()
      return made
    }
    if (module === http) var httpRequest = plain
  }

  const lookup = dns.lookup
  dns.lookup = function (host, options, callback) {
    if (!isApi(host)) return lookup.apply(dns, arguments)
    const say = typeof options === 'function' ? options : callback
    process.nextTick(say, refusal(host))
    return {}
  }
  const promised = dns.promises.lookup
  dns.promises.lookup = async function (host) {
    if (isApi(host)) throw refusal(host)
    return promised.apply(dns.promises, arguments)
  }
  require('node:module').syncBuiltinESMExports()
}
