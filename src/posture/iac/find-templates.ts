/** Templates below a path: CloudFormation, SAM and CDK output in YAML or JSON, Terraform plans in JSON. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { readCloudFormation } from './cloudformation/read-cloudformation.ts'
import { type Template, TemplateError } from './template.ts'
import { type FindBlock, findBlocks, type HclFile } from './terraform/hcl-lines.ts'
import { isPlan, readPlan } from './terraform/read-plan.ts'

export interface FoundTemplates {
  readonly templates: readonly Template[]
  /** Templates that cannot be read, a sentence each. */
  readonly broken: readonly string[]
}

/** CloudFormation takes 1 MB, a plan of a large estate has tens. */
const templateBytesMax = 64 * 1024 * 1024
const filesMax = 50_000
const depthMax = 40
const skippedFolders = new Set(['node_modules', '.git', '.terraform', '.venv'])
const yamlExtensions = new Set(['.yaml', '.yml', '.template'])

/**
 * @param path a file, or a folder that is walked
 * @param from paths in findings are relative to it
 * @throws TemplateError when the path is not there, or nothing below it is a template
 */
export function findTemplates(path: string, from: string): FoundTemplates {
  const info = statSync(path, { throwIfNoEntry: false })
  if (info === undefined) throw new TemplateError(`${path} is not there.`)
  const files = info.isDirectory() ? filesBelow(path) : [path]
  const sources = files.filter((file) => extname(file) === '.tf')
  const findBlock = findBlocks(readSources(info.isDirectory() ? sources : sourcesBeside(path), from))
  const templates: Template[] = []
  const broken: string[] = []
  for (const file of files) {
    try {
      const template = readTemplate(file, label(file, from), findBlock)
      if (template !== null) templates.push(template)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      broken.push(error.message)
    }
  }
  if (templates.length === 0 && broken.length === 0)
    throw new TemplateError(
      `${path}: no CloudFormation template and no Terraform plan found. A plan is made with: terraform plan -out plan.out && terraform show -json plan.out > plan.json`,
    )
  return { templates, broken }
}

/** Null: of another kind. @throws TemplateError for one that is broken */
function readTemplate(file: string, name: string, findBlock: FindBlock): Template | null {
  const extension = extname(file).toLowerCase()
  const isJson = extension === '.json'
  if (!isJson && !yamlExtensions.has(extension)) return null
  if (statSync(file).size > templateBytesMax) throw new TemplateError(`${name} is larger than 64 MiB.`)
  const text = textOf(readFileSync(file))
  if (!isJson)
    return /^["']?Resources["']?[ \t]*:/m.test(text) || text.trimStart().startsWith('{')
      ? cloudFormation(name, text)
      : null
  if (!text.includes('"resource_changes"'))
    return text.includes('"Resources"') ? cloudFormation(name, text) : null
  const value = parsed(name, text)
  return isPlan(value) ? readPlan(name, value, findBlock) : null
}

/** Null where Resources are something else's: every resource of CloudFormation has a Type. */
function cloudFormation(name: string, text: string): Template | null {
  if (!/\bType["']?[ \t]*:/.test(text)) return null
  return readCloudFormation(name, text)
}

/** @throws TemplateError: what looks like a plan and cannot be read must not pass for clean */
function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TemplateError(`${name} looks like a Terraform plan and is no JSON.`)
  }
}

/** PowerShell writes UTF-16 with a byte order mark where `>` is used. */
function textOf(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

function filesBelow(folder: string): string[] {
  const files: string[] = []
  const walk = (from: string, depth: number) => {
    for (const entry of readdirSync(from, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (files.length >= filesMax)
        throw new TemplateError(`${folder} holds more than ${filesMax} files; name a folder within it.`)
      const path = join(from, entry.name)
      if (entry.isDirectory() && depth < depthMax && !skippedFolders.has(entry.name)) walk(path, depth + 1)
      if (entry.isFile()) files.push(path)
    }
  }
  walk(folder, 0)
  return files
}

function sourcesBeside(file: string): string[] {
  const folder = dirname(file)
  return readdirSync(folder)
    .filter((name) => extname(name) === '.tf')
    .map((name) => join(folder, basename(name)))
}

function readSources(files: readonly string[], from: string): HclFile[] {
  return files
    .filter((file) => statSync(file).size <= templateBytesMax)
    .map((file) => ({ file: label(file, from), text: readFileSync(file, 'utf8') }))
}

function label(file: string, from: string): string {
  const path = relative(from, file).split(sep).join('/')
  return path === '' || path.startsWith('../') ? file.split(sep).join('/') : path
}
