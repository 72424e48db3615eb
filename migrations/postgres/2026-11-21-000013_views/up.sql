-- Queries of the list of customers that an organization keeps under a name.
CREATE TABLE views (
  organization_id BIGINT NOT NULL,
  id UUID NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  query TEXT NOT NULL,
  created_by UUID,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX views_title ON views (organization_id, title_key);

-- Each request reads its organization, so that a list without views asks nothing more.
ALTER TABLE organizations ADD COLUMN view_count BIGINT NOT NULL DEFAULT 0;
