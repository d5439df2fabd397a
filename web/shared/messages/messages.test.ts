/** Both languages say the same things, every key that is used exists, and nothing a person reads is a literal. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parse } from '@vue/compiler-sfc'
import { expect, it, describe } from 'vitest'

const WEB = join(import.meta.dirname, '../..')
/** Which catalogues a face has beside the common one. */
const FACES = {
  console: ['console', 'map', 'admin', 'registry', 'protection'],
  field: ['field', 'map'],
  resident: ['resident'],
  shared: ['map'],
}
const CATALOGUES = ['common', ...new Set(Object.values(FACES).flat())]

type Tree = { [key: string]: string | Tree }
function catalogue(name: string, locale: string): Map<string, string> {
  const tree = JSON.parse(readFileSync(join(WEB, `shared/messages/${name}.${locale}.json`), 'utf8')) as Tree
  const flat = new Map<string, string>()
  const walk = (node: Tree, path: string) => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'string') flat.set(path + key, value)
      else walk(value, `${path}${key}.`)
    }
  }
  walk(tree, '')
  return flat
}

function sources(folder: string): string[] {
  return readdirSync(join(WEB, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name) && !/\.test\.ts$|\.d\.ts$|node_modules|^vite\//.test(name))
    .map((name) => join(WEB, folder, name))
}

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((each) => each[1]).toSorted()

describe.each(CATALOGUES)('the catalogue %s', (name) => {
  const [chinese, english] = [catalogue(name, 'zh-Hans'), catalogue(name, 'en')]
  it('says the same things in both languages', () => {
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted())
    for (const [key, text] of chinese) {
      expect(text.trim(), key).not.toBe('')
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text))
    }
  })
})

describe.each(Object.entries(FACES))('the sources of %s', (face, names) => {
  const folder = face === 'shared' ? 'shared' : `${face}/src`
  const known = new Set(['common', ...names].flatMap((name) => [...catalogue(name, 'zh-Hans').keys()]))
  it.each(sources(folder).map((path) => [relative(WEB, path), path]))('%s', (_, path) => {
    const text = readFileSync(path, 'utf8')
    const code = text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm, '')
    expect(code.match(/\p{Script=Han}+/u)?.[0], 'a literal a person would read').toBeUndefined()
    const used = [...code.matchAll(/(?<![\w.$])\$?t\(\s*'([\w.-]+)'/g)].map((each) => each[1] as string)
    expect(used.filter((key) => !known.has(key))).toEqual([])
    if (path.endsWith('.vue')) expect(literals(text)).toEqual([])
  })
})

/** Words that stand in a template as such: text between tags, and labels in attributes. */
function literals(vue: string): string[] {
  const found: string[] = []
  type Node = {
    type: number
    content?: unknown
    children?: Node[]
    props?: { name: string; type: number; value?: { content: string } }[]
  }
  const walk = (node: Node) => {
    if (node.type === 2 && typeof node.content === 'string' && /\p{L}{2,}/u.test(node.content))
      found.push(node.content.trim())
    for (const prop of node.props ?? []) {
      const words =
        prop.type === 6 && /^(title|label|placeholder|alt|aria-label|text|description)$/.test(prop.name)
      if (words && /\p{L}{2,}/u.test(prop.value?.content ?? ''))
        found.push(`${prop.name}="${prop.value?.content}"`)
    }
    node.children?.forEach(walk)
  }
  const ast = parse(vue).descriptor.template?.ast as unknown as Node | undefined
  if (ast) walk(ast)
  return found
}
