DROP FUNCTION search_exact_query(text);
DROP FUNCTION search_names_query(text);
DROP FUNCTION search_query(text);
DROP FUNCTION search_query(text, text);
DROP FUNCTION search_document(text[], text[], text[]);
DROP FUNCTION search_fold(text);
