import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workflow_templates`. */
@Entity('workflow_templates')
export class WorkflowTemplateEntity {
  @PrimaryColumn({ type: 'uuid' })
  template_id!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'uuid' })
  owner!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text' })
  visibility!: string;

  @Column({ type: 'int' })
  active_version!: number;

  @Column({ type: 'int' })
  latest_version!: number;

  @Column({ type: 'int', default: () => `1` })
  row_version!: number;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => `now()` })
  updated_at!: Date;
}
