import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `team_dispatch`. */
@Entity('team_dispatch')
export class TeamDispatchEntity {
  @PrimaryColumn({ type: 'text' })
  team!: string;

  @Column({ type: 'text', nullable: true })
  owner!: string | null;

  @Column({ type: 'bigint', default: () => `0` })
  term!: string;

  @Column({ type: 'timestamptz', nullable: true })
  until!: Date | null;
}
