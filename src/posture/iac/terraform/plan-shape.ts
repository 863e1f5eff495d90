/** What `terraform show -json` writes of a plan (Terraform documentation, "JSON output format"), as far as it is read here. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type JsonMap = { readonly [name: string]: Json }

export interface Plan {
  readonly format_version?: string
  readonly resource_changes?: readonly ResourceChange[]
  readonly configuration?: { readonly root_module?: ModuleConfiguration }
  readonly prior_state?: { readonly values?: { readonly root_module?: StateModule } }
}

export interface ResourceChange {
  readonly address: string
  readonly module_address?: string
  readonly mode?: string
  readonly type: string
  readonly name: string
  readonly change: {
    readonly actions: readonly string[]
    readonly before?: Json
    readonly after?: Json
    readonly after_unknown?: Json
    readonly after_sensitive?: Json
  }
}

export interface ModuleConfiguration {
  readonly resources?: readonly ResourceConfiguration[]
  readonly module_calls?: Readonly<Record<string, ModuleCall>>
  readonly outputs?: Readonly<Record<string, { readonly expression?: Json }>>
  readonly variables?: Readonly<Record<string, { readonly default?: Json }>>
}

export interface ModuleCall {
  readonly expressions?: JsonMap
  readonly module?: ModuleConfiguration
}

export interface ResourceConfiguration {
  readonly address: string
  readonly expressions?: JsonMap
}

export interface StateModule {
  readonly resources?: readonly StateResource[]
  readonly child_modules?: readonly StateModule[]
}

export interface StateResource {
  readonly address: string
  readonly mode?: string
  readonly type: string
  readonly values?: Json
  readonly sensitive_values?: Json
}

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
