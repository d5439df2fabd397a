import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = resolve(import.meta.dirname, '../../..')

/** Where the city is that the tests run against, and where it keeps what it made. */
export const CITY = {
  address: process.env.WANGGE_ADDRESS ?? 'http://127.0.0.1:8000',
  var: process.env.WANGGE_VAR ?? join(ROOT, 'var'),
}

interface Login {
  username: string
  password: string
  name: string
  role: string
  place: string
}

/** One of the demo's people, by user name. */
export function person(username: string): Login {
  const people = JSON.parse(readFileSync(join(CITY.var, 'demo-logins.json'), 'utf8')) as Login[]
  const found = people.find((each) => each.username === username)
  if (!found) throw new Error(`The demo has nobody called ${username}.`)
  return found
}

/** What the city's processes have in their environment. */
function environment(): NodeJS.ProcessEnv {
  const lines = readFileSync(join(CITY.var, 'env'), 'utf8').matchAll(/^export (\w+)='?(.*?)'?$/gm)
  const chosen = JSON.parse(readFileSync(join(CITY.var, 'run/chosen.json'), 'utf8')) as {
    stream_port: string
  }
  return {
    ...process.env,
    ...Object.fromEntries([...lines].map(([, name, value]) => [name, value])),
    WANGGE_STREAM_PORT: chosen.stream_port,
  }
}

const PYTHON = process.env.WANGGE_PYTHON ?? join(ROOT, '.venv/bin/python')

/** Have a row of the city's timetable done now. */
export function due(job: string): void {
  execFileSync(PYTHON, ['-m', 'wangge.config', 'jobs', 'run', job], { cwd: ROOT, env: environment() })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((then) => server.once('listening', then))
  const { port } = server.address() as { port: number }
  await new Promise((then) => server.close(then))
  return port
}

/** A program of this test's own that answers HTTP on loopback: begun before the test needs it, ended with its children. */
class Program {
  private process: ChildProcess | null = null
  protected constructor(
    readonly address: string,
    private readonly words: string[],
    private readonly env: NodeJS.ProcessEnv,
    /** What it answers once it is ready. */
    private readonly ready: string,
    /** Whether what it complains of is for whoever reads the test's output. */
    private readonly complaints: 'inherit' | 'ignore' = 'inherit',
  ) {}

  async start(): Promise<void> {
    this.process = spawn(PYTHON, this.words, {
      cwd: ROOT,
      env: this.env,
      stdio: ['ignore', 'ignore', this.complaints],
      detached: true,
    })
    for (let tries = 0; tries < 150; tries++) {
      const answer = await fetch(this.address + this.ready).catch(() => null)
      if (answer?.ok) return
      await sleep(200)
    }
    await this.stop()
    throw new Error(`${this.words.join(' ')} did not answer within 30 s.`)
  }

  async stop(): Promise<void> {
    const running = this.process
    this.process = null
    if (!running?.pid || running.exitCode !== null) return
    const ended = new Promise((then) => running.once('exit', then))
    process.kill(-running.pid, 'SIGKILL')
    await ended
  }
}

/** A web process of this test's own on the city's database, so that it can be stopped under an open app. */
export class Server extends Program {
  /** With the city's single sign-on at `provider`, if one is given. */
  static async begin(provider?: Provider): Promise<Server> {
    const port = await freePort()
    const address = `http://127.0.0.1:${port}`
    const env = {
      ...environment(),
      ...(provider && {
        WANGGE_OIDC_ISSUER: provider.address,
        WANGGE_OIDC_CLIENT: 'wangge',
        WANGGE_OIDC_SECRET: 'only for this test',
        WANGGE_OIDC_RETURN: `${address}/console/sso`,
        WANGGE_OIDC_NAME: '城市统一认证',
      }),
    }
    const words = [join(import.meta.dirname, 'web.py'), String(port)]
    const server = new Server(address, words, env, '/api/v1/health')
    await server.start()
    return server
  }
}

/** A real OpenID provider (the package `oidc-provider-mock`): whoever says a subject on its page is that subject. */
export class Provider extends Program {
  static async begin(): Promise<Provider> {
    const port = String(await freePort())
    const words = ['-m', 'oidc_provider_mock', '--host', '127.0.0.1', '--port', port]
    const known = '/.well-known/openid-configuration'
    const provider = new Provider(`http://127.0.0.1:${port}`, words, process.env, known, 'ignore')
    await provider.start()
    return provider
  }

  /** What its tokens say of a subject from now on, beside what they always say. */
  async says(subject: string, claims: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${this.address}/users/${subject}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(claims),
    })
    if (!answer.ok) throw new Error(`The provider does not take ${subject}: ${await answer.text()}`)
  }
}
