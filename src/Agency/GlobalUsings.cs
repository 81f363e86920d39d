global using Agency.Data;
