/** Definitions by name. A version never changes; which one new runs take is the template's say. */
export const WORKFLOW_TEMPLATES_UP = [
  `CREATE TABLE workflow_templates (
     template_id uuid PRIMARY KEY,
     tenant text NOT NULL,
     owner uuid NOT NULL,
     name text NOT NULL,
     description text,
     visibility text NOT NULL CHECK (visibility IN ('private', 'tenant')),
     active_version int NOT NULL,
     latest_version int NOT NULL,
     row_version int NOT NULL DEFAULT 1,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz NOT NULL DEFAULT now(),
     CHECK (active_version BETWEEN 1 AND latest_version)
   )`,
  // Somebody's private template never stands in the way of another's, nor tells of itself by a conflict.
  `CREATE UNIQUE INDEX workflow_templates_tenant ON workflow_templates (tenant, name) WHERE visibility = 'tenant'`,
  `CREATE UNIQUE INDEX workflow_templates_private ON workflow_templates (tenant, owner, name)
     WHERE visibility = 'private'`,
  `CREATE TABLE workflow_template_versions (
     template_id uuid NOT NULL,
     version int NOT NULL,
     sealed_definition text NOT NULL,
     total_steps int NOT NULL,
     created_by uuid NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (template_id, version)
   )`,
];

export const WORKFLOW_TEMPLATES_DOWN = [`DROP TABLE workflow_template_versions`, `DROP TABLE workflow_templates`];
