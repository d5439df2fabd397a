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

/** A web process of this test's own on the city's database, so that it can be stopped under an open app. */
export class Server {
  private process: ChildProcess | null = null
  private constructor(private readonly port: number) {}

  static async begin(): Promise<Server> {
    const server = new Server(await freePort())
    await server.start()
    return server
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    this.process = spawn(PYTHON, [join(import.meta.dirname, 'web.py'), String(this.port)], {
      cwd: ROOT,
      env: environment(),
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    })
    for (let tries = 0; tries < 150; tries++) {
      const answer = await fetch(`${this.address}/api/v1/health`).catch(() => null)
      if (answer?.ok) return
      await sleep(200)
    }
    throw new Error('The web process did not answer within 30 s.')
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
