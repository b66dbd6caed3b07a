import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workflow_template_versions`. */
@Entity('workflow_template_versions')
export class WorkflowTemplateVersionEntity {
  @PrimaryColumn({ type: 'uuid' })
  template_id!: string;

  @PrimaryColumn({ type: 'int' })
  version!: number;

  @Column({ type: 'text' })
  sealed_definition!: string;

  @Column({ type: 'int' })
  total_steps!: number;

  @Column({ type: 'uuid' })
  created_by!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;
}
