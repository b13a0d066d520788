-- Whoever deletes a session deletes this with it: the release before knows no such table.
ALTER TABLE security_accountsession
    ADD CONSTRAINT account_session_ends_with_session
    FOREIGN KEY (session_id) REFERENCES django_session (session_key) ON DELETE CASCADE;
