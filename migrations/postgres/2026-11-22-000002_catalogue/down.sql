DROP TABLE routes;
DROP TABLE categories;
