/**
 * Every table, in one place. Columns named `sealed…` or `wrapped…` hold ciphertext only. Times are milliseconds since
 * the epoch; JSON is text; booleans are 0 or 1: the same on SQLite and PostgreSQL.
 *
 * What a customer wrote never stands in a plain column of the data services' tables (`encryption_scope` and below).
 */

export interface Tables {
  /** Which migrations ran. The trail's file on SQLite has one of its own. */
  migration: { name: string; ran_at: number }
  meta: { key: string; value: string }

  // --- authority: the epoch and what moved it ---------------------------------------------------------------------
  authority: { id: number; epoch: number }
  authority_change: { epoch: number; subject: string; changed_at: number }

  // --- leased jobs ------------------------------------------------------------------------------------------------
  job: {
    id: string
    kind: string
    /** JSON of ids only; never customer data. */
    payload: string
    /** When it is due; while it is leased, the end of its lease. */
    run_at: number
    attempts: number
    /** Who runs it now, one value a claim; null while it waits. */
    lease_owner: string | null
    lease_until: number
    /** Set when it was enqueued again while it ran: it runs once more at this time. */
    rerun_at: number | null
    last_error: string | null
    created_at: number
  }

  // --- root key ---------------------------------------------------------------------------------------------------
  root_key: {
    /** A number, never used again. What is wrapped names it. */
    id: string
    /** `STAGED` (known, not yet used), `CURRENT` (wraps), `PREVIOUS` (opens what it wrapped) or `DESTROYED`. */
    state: string
    created_at: number
    /** When a `PREVIOUS` one is destroyed at the earliest. */
    destroy_at: number | null
  }
  /** What can open the root keys: any one of them does. */
  seal: {
    name: string
    /** `file` or `passphrase`. */
    kind: string
    /** JSON: what opening it takes beside its secret (Argon2's salt and cost). */
    parameters: string
    /** The seal's private key and shared secret, under what the file or the passphrase gives. */
    sealed_pair: Uint8Array
    /** The seal's public key and shared secret, wrapped by the root key: so a new root key is sealed without the secret. */
    wrapped_pair: Uint8Array
    created_at: number
  }
  /** Each living root key under each seal. */
  root_key_seal: { root_key_id: string; seal: string; wrapped_root_key: Uint8Array; created_at: number }

  // --- iam --------------------------------------------------------------------------------------------------------
  iam_account: { account_id: string; created_at: number }
  iam_user: {
    user_id: string
    account_id: string
    user_name: string
    path: string
    arn: string
    /** ARN of a managed policy. */
    permissions_boundary: string | null
    /** JSON `[{Key,Value}]`. */
    tags: string
    created_at: number
  }
  iam_role: {
    role_id: string
    account_id: string
    role_name: string
    path: string
    arn: string
    description: string | null
    trust_policy: string
    max_session_seconds: number
    permissions_boundary: string | null
    tags: string
    created_at: number
  }
  iam_access_key: {
    access_key_id: string
    account_id: string
    /** Null for the account's root. */
    user_id: string | null
    /** `Active` or `Inactive`. */
    status: string
    sealed_secret: Uint8Array
    created_at: number
  }
  /** `owner_id` is a user's or role's unique id. */
  iam_inline_policy: { owner_id: string; policy_name: string; document: string }
  iam_policy: {
    policy_id: string
    account_id: string
    policy_name: string
    path: string
    arn: string
    description: string | null
    default_version_id: string
    next_version: number
    tags: string
    created_at: number
    updated_at: number
  }
  iam_policy_version: { policy_id: string; version_id: string; document: string; created_at: number }
  iam_policy_attachment: { owner_id: string; policy_arn: string; attached_at: number }

  // --- kms --------------------------------------------------------------------------------------------------------
  kms_key: {
    key_arn: string
    key_id: string
    account_id: string
    region: string
    /** `CUSTOMER`, `AWS` (alias/aws/…) or `SERVICE` (owned by a service, invisible to accounts). */
    manager: string
    /** Short service name for AWS managed and service-owned keys. */
    owner_service: string | null
    description: string
    key_usage: string
    key_spec: string
    origin: string
    /** `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, … */
    key_state: string
    multi_region: number
    current_material_id: string | null
    /** JSON text of the key policy as given, but users and roles by their unique ids. */
    key_policy: string
    created_at: number
    deletion_at: number | null
    pending_window_days: number | null
    /** Where the primary key of a multi-Region key is; null for other keys. */
    primary_region: string | null
    /** Null while automatic rotation is off. */
    rotation_period_days: number | null
    next_rotation_at: number | null
    /** `KEY_MATERIAL_EXPIRES` or `KEY_MATERIAL_DOES_NOT_EXPIRE` while imported material is there. */
    expiration_model: string | null
    /** When the first of the permanently associated imported materials expires. */
    valid_to: number | null
  }
  kms_key_material: {
    key_arn: string
    material_id: string
    wrapped_material: Uint8Array
    created_at: number
  }
  /** One row a completed rotation, of the material it made current. The first material of a key has none. */
  kms_key_rotation: {
    key_arn: string
    material_id: string
    /** Counts the rotations of a key from 1. */
    position: number
    rotated_at: number
    /** `AUTOMATIC` or `ON_DEMAND`. */
    rotation_type: string
  }
  /** What is known of each material ever imported into a key and kept with it; the bytes are in `kms_key_material`. */
  kms_imported_material: {
    key_arn: string
    /** A function of key id and material: the same material has the same id again. */
    material_id: string
    description: string | null
    /** 1 until a rotation makes it current: only then it belongs to the key for good. */
    pending: number
    /** 0 when it was deleted, has expired or was never imported into this key. */
    imported: number
    expiration_model: string | null
    valid_to: number | null
    created_at: number
  }
  /** Private keys that imports are unwrapped with, for 24 hours. */
  kms_import_wrapping_key: {
    id: string
    key_arn: string
    wrapped_private_key: Uint8Array
    wrapping_algorithm: string
    valid_to: number
  }
  /** The last successful cryptographic use of a key; nodes write it in batches, a little later. */
  kms_key_last_usage: {
    key_arn: string
    operation: string
    used_at: number
    request_id: string
  }
  /** How many keys an account has in a Region (`keys/<account>/<region>`), how many grants a key has (`grants/<key ARN>`). */
  kms_count: { scope: string; used: number }
  kms_key_tag: { key_arn: string; tag_key: string; tag_value: string; position: number }
  kms_alias: {
    alias_arn: string
    alias_name: string
    account_id: string
    region: string
    key_arn: string | null
    created_at: number
    updated_at: number
  }
  kms_grant: {
    grant_id: string
    key_arn: string
    /** Region of the key, for ListRetirableGrants. */
    region: string
    name: string | null
    /** SHA-256 over all parameters: a repeated CreateGrant with the same name and fingerprint is the same grant. */
    fingerprint: string
    /** Users, roles and sessions by their unique ids, as the retiring principal. */
    grantee_principal: string
    /** `principal` or `service`: which member of the API named the grantee. */
    grantee_kind: string
    retiring_principal: string | null
    retiring_kind: string | null
    /** `arn:aws:iam::<account>:root` of the creating account. */
    issuing_account: string
    /** JSON list of operation names. */
    operations: string
    /** JSON of GrantConstraints or null. */
    constraints: string | null
    /**
     * What a call has to bring so that the constraints can hold at all, so that one grant among many is found by index
     * (key_arn, grantee_principal, constraint_selector): '' without constraints, else a name and a SHA-256 made by kms.
     */
    constraint_selector: string
    created_at: number
  }

  // --- encryption scopes and what they seal -------------------------------------------------------------------------
  encryption_scope: {
    id: string
    account_id: string
    region: string
    service: string
    /** ARN of the resource that owns the scope. */
    resource_arn: string
    /** The customer's key ARN; null under the service-owned key alone. */
    kms_key_arn: string | null
    /** `CUSTOMER`, `AWS` or `SERVICE`. */
    key_manager: string
    grant_id: string | null
    /** JSON list of the grants beside it; null when there are none. */
    further_grant_ids: string | null
    /** JSON map. */
    encryption_context: string
    /** `CREATING`, `ACTIVE` or `DELETED`; `ABANDONED` when a creation did not end. Only an ACTIVE scope is found. */
    state: string
    created_at: number
  }
  data_key: {
    id: string
    scope_id: string
    /** The key the inner wrapping is under; null when only the service-owned key wraps it. */
    kms_key_arn: string | null
    /** ARN of the service-owned key of the outer wrapping. */
    service_key_arn: string
    /** KMS ciphertext blob (when `kms_key_arn`), sealed again under the service-owned key. */
    wrapped_data_key: Uint8Array
    /** `ENCRYPT` (the one new data goes under), `BLIND_INDEX`, or `DECRYPT` (older ones). */
    purpose: string
    sealed_count: number
    sealed_bytes: number
    created_at: number
  }
  sealed_record: {
    scope_id: string
    kind: string
    id: string
    /** Id of the record it belongs to, or '' at the top. */
    parent: string
    revision: number
    status: string
    data_key_id: string
    sealed_body: Uint8Array
    created_at: number
    updated_at: number
  }
  blind_index: { scope_id: string; kind: string; field: string; token: string; record_id: string }
  sealed_object: {
    scope_id: string
    kind: string
    id: string
    data_key_id: string
    blob: string
    plaintext_bytes: number
    created_at: number
  }
  /** Which scope a service's resource lives in, so that it is found by account, region and id without opening it. */
  resource: {
    account_id: string
    region: string
    service: string
    /** e.g. `application`. */
    kind: string
    id: string
    scope_id: string
    created_at: number
  }
  /** Of a guardrail beside its `resource` row; what its customer wrote is in sealed records. */
  guardrail: {
    account_id: string
    region: string
    id: string
    /** Keyed hash of the working draft's name: an account has a name once a region. */
    name_token: string
    /** Number of the version made last, 0 before the first. */
    last_version: number
    /** While its key is being changed: the scope that versions still have to be moved out of. */
    old_scope_id: string | null
  }
  /** Blobs whose record is gone: unlinked by a job, so that a crash between the two leaves nothing behind. */
  doomed_blob: { blob: string; doomed_at: number }
  idempotency: {
    account_id: string
    region: string
    operation: string
    /** SHA-256 of the client token and the parent resource. */
    token: string
    fingerprint: string
    /** Ids to answer with, as JSON. */
    answer: string
    created_at: number
  }
}

/** The trail: its own file on SQLite, the same database on PostgreSQL. */
export interface TrailTables {
  trail_event: {
    /** One chain a writer; `sequence` counts from 1 within it without gaps. */
    chain_id: string
    sequence: number
    event_id: string
    /** Milliseconds since the epoch. */
    event_time: number
    account_id: string
    region: string
    event_source: string
    event_name: string
    read_only: number
    user_name: string | null
    access_key_id: string | null
    category: string
    /** JSON list of pairs: type and name. */
    resources: string
    /** The CloudTrail record, JSON text exactly as hashed. */
    record: string
    /** SHA-256 over the previous hash and the record, hex. */
    hash: string
  }
  /** In which seconds a value of an attribute occurs (postings.ts). */
  trail_posting: {
    account_id: string
    attribute: string
    value: string
    /** Seconds since the epoch. */
    second: number
    region: string
    category: string
    chain_id: string
  }
}
